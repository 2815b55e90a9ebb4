# A warning: two names that look the same, the first with r and n, the second with m.
# If they are two clients, all is well.

client "modern" {
  name   = "Modern Mills"
  hub_id = 522
}

client "modem" {
  name   = "Modem Mills"
  hub_id = 523
}
