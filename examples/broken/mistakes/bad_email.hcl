# Only the address, without the name that mail programs put around it.

contractor "tess" {
  email = "Tess Hill <tess@hill.example>"
  name  = "Tess Hill"
}
