# Between "Ac" and "me" is a zero width space (U+200B): the name looks like another.

client "acme_shop" {
  name   = "Ac​me Shop"
  hub_id = 521
}
