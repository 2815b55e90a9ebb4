# empty-source: two people have access here, and this file says nothing about people.
# Was it cut off?
#
# Way out: a removal_approval for the client, if it is meant.

client "empty_source" {
  name         = "Emptage Cellars"
  hub_id       = 611
  domain       = "emptysource.example"
  super_admins = ["owner@emptysource.example"]

}
