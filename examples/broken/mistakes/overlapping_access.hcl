# Bob is in the team, so two blocks give him something here. One person holds one
# permission set in one client.

client "overlap" {
  name   = "Overlap Optics"
  hub_id = 513

  access "pod" {
    people         = [team.growth]
    permission_set = permission_set.account_manager
  }

  access "reports" {
    people         = [employee.bob]
    permission_set = permission_set.view_only
  }
}
