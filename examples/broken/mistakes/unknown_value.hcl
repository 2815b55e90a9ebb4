# One of a few words is wanted.

client "stark" {
  name   = "Stark"
  hub_id = 505
  mode   = "enforced"
}
