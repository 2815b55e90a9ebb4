# A number is wanted. "1200" would do, this does not.

client "umbrella" {
  name        = "Umbrella"
  hub_id      = 504
  managed_mrr = "a lot"
}
