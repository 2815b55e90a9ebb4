# A reference to the wrong kind of block.

client "wayne" {
  name   = "Wayne"
  hub_id = 506

  access {
    people         = [client.acme]
    permission_set = permission_set.view_only
  }
}
