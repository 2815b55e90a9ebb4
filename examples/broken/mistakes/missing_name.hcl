# A client needs a name and a hub_id.

client "initech" {
  hub_id = 502
}
