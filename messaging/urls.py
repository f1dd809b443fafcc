"""Pages of rooms that belong to no group: conversations of two."""

from django.urls import path

from messaging.views import direct
from messaging.views.offline import part_of_shell, shell_page

app_name = "messaging"
urlpatterns = [
    path("offline/<slug:language>/", shell_page, name="shell"),
    path("offline/static/<path:file>", part_of_shell, name="shell_part"),
    path("direct/", direct.directs, name="directs"),
    path("direct/off/", direct.switch, name="direct_switch"),
    path("direct/to/<uuid:profile>/", direct.write_to, name="write_to"),
    path("direct/<uuid:direct>/", direct.conversation, name="direct"),
    path("direct/<uuid:direct>/accept/", direct.accept, name="direct_accept"),
    path("direct/<uuid:direct>/decline/", direct.decline, name="direct_decline"),
    path("direct/<uuid:direct>/say/", direct.say, name="direct_say"),
    path("direct/<uuid:direct>/read/", direct.read, name="direct_read"),
    path("direct/<uuid:direct>/message/<uuid:mid>/", direct.message, name="direct_message"),
    path("direct/<uuid:direct>/react/<uuid:mid>/", direct.react, name="direct_react"),
    path("direct/<uuid:direct>/edit/<uuid:mid>/", direct.edit, name="direct_edit"),
    path("direct/<uuid:direct>/delete/<uuid:mid>/", direct.delete, name="direct_delete"),
]
