# A client is its hub id: these two are one account.

client "globex_de" {
  name   = "Globex Deutschland"
  hub_id = 503
}

client "globex_at" {
  name   = "Globex Austria"
  hub_id = 503
}
