# What somebody may do in a client's account. "accredit list permissions" shows
# every permission. Built in are super_admin, partner_admin and view_only.
permission_set "account_manager" {
  description = "Runs the account day to day."
  extends     = [permission_set.view_only]

  permissions = {
    "crm.contacts.edit"      = "all" # none, own, team or all
    "crm.deals.*"            = "team"
    "marketing.access"       = true # opens the tab
    "marketing.email.edit"   = true
    "marketing.blog.publish" = true
  }

  # Taken out after all of the above.
  except = ["crm.bulk_delete", "crm.export"]
}
