# An attribute that does not exist.

client "hooli" {
  name       = "Hooli"
  hub_id     = 501
  manged_mrr = 1200
}
