"""The ways out of the house: mail, and push."""
