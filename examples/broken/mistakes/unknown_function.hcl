# There is no function for the time: the same configuration means the same thing
# tomorrow. --now says for which day a plan is made.

client "now" {
  name   = "Now and Then"
  hub_id = 519

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    expires        = timestamp()
  }
}
