# Built in, and not declared here: super_admin, partner_admin and view_only.
# Nobody at Northwind gets super admin in a client's account, and no set below
# has a permission that a partner admin lacks, since an admin can only give what
# they hold.

# What the catalogue does not know: records of an app that one client installed.
permission "crm.shipments.edit" {
  kind        = "scope"
  description = "Edit shipments of the Parcelway app."
}

permission_set "junior" {
  description = "Learns the account: sees everything, edits what is their own."
  extends     = [permission_set.view_only]
  permissions = {
    "crm.contacts.edit"                              = "own"
    "crm.companies.edit"                             = "own"
    "crm.notes.create"                               = true
    "crm.notes.edit"                                 = "own"
    "crm.tasks.edit"                                 = "own"
    "marketing.access"                               = true
    "reports.access"                                 = true
    "reports.dashboard_reports_analytics.create_own" = true
  }
}

permission_set "account_manager" {
  description = "Runs the account day to day."
  extends     = [permission_set.junior]

  # Of two wildcards the one with more letters wins: contacts and companies of
  # everybody, but only the team's deals, tickets and so on.
  permissions = {
    "crm.contacts.*"            = "all"
    "crm.companies.*"           = "all"
    "crm.*.edit"                = "team"
    "crm.*.create"              = true
    "crm.communicate"           = "all"
    "crm.export"                = true
    "crm.import"                = true
    "marketing.campaigns.*"     = true
    "marketing.email.*"         = true
    "marketing.forms"           = true
    "marketing.lists*"          = true
    "sales.access"              = true
    "sales.sequences"           = true
    "sales.templates"           = true
    "reports.goals.edit"        = "team"
    "account.user_table_access" = true
  }

  # Comes last, whatever the lines above gave.
  except = ["crm.*.delete", "crm.*.merge"]
}

permission_set "strategist" {
  description = "Plans campaigns and reads what came of them."
  extends     = [permission_set.junior]
  permissions = {
    "marketing.buyer_intent.access"         = true
    "marketing.campaigns.*"                 = true
    "marketing.lists_segments.*"            = true
    "reports.dashboard_reports_analytics.*" = true
    "reports.goals.*"                       = "all"
    "reports.marketing_reports"             = true
  }
  except = ["reports.dashboard_reports_analytics.admin"]
}

# For freelancers: extends nothing, and so sees no contact, deal or report.
permission_set "content_writer" {
  description = "Writes drafts."
  permissions = {
    "marketing.access"             = true
    "marketing.blog.edit"          = true
    "marketing.blog.view"          = true
    "marketing.files.edit"         = true
    "marketing.files.view"         = true
    "marketing.landing_pages.view" = true
  }
}

# Two parents: of each permission the higher level counts.
permission_set "content_editor" {
  description = "Edits and publishes everything that visitors read."
  extends     = [permission_set.content_writer, permission_set.junior]
  permissions = {
    "marketing.*.edit"        = true
    "marketing.*.publish"     = true
    "marketing.cta.access"    = true
    "marketing.social.access" = true
    "marketing.forms"         = true
  }
  except = ["marketing.ads.publish", "marketing.hubdb.publish"]
}

permission_set "designer" {
  description = "Looks after templates, landing pages and files."
  extends     = [permission_set.content_writer]
  permissions = {
    "marketing.content_staging"    = true
    "marketing.design_tools"       = true
    "marketing.files.*"            = true
    "marketing.landing_pages.edit" = true
    "marketing.website_pages.edit" = true
    "marketing.website_pages.view" = true
  }
}

# Named one by one, not "account.*": that would take in account.scim and
# account.data_center_migration, which no partner admin holds or can give.
permission_set "developer" {
  description = "Builds the website and connects other systems."
  extends     = [permission_set.designer]
  permissions = {
    "account.access"                  = true
    "account.app_marketplace_access"  = true
    "account.developer_tools_access"  = true
    "account.domain_settings"         = true
    "account.global_content_settings" = true
    "account.hubdb_table_settings"    = true
    "account.website_settings"        = true
    "crm.edit_property_settings"      = true
    "marketing.hubdb.*"               = true
    "marketing.url_redirects.*"       = true
    "marketing.website_pages.publish" = true
  }
}

permission_set "paid_media" {
  description = "Runs ads and reports on them."
  permissions = {
    "marketing.access"                         = true
    "marketing.ads.*"                          = true
    "marketing.campaigns.*"                    = true
    "marketing.events.access"                  = true
    "marketing.landing_pages.view"             = true
    "marketing.lists_segments.*"               = true
    "reports.access"                           = true
    "reports.dashboard_reports_analytics.view" = true
    "reports.marketing_reports"                = true
  }
}

permission_set "crm_specialist" {
  description = "Keeps the data clean and builds workflows."
  extends     = [permission_set.view_only]

  # "all" is a level of scopes; in a wildcard it turns toggles on as well.
  permissions = {
    "crm.*"                             = "all"
    "account.access"                    = true
    "account.add_and_edit_teams"        = true
    "account.marketing_contacts_access" = true
    "account.presets"                   = true
    "account.user_table_access"         = true
    "marketing.forms"                   = true
    "reports.access"                    = true
    "reports.data_quality_tools_access" = true
    "sales.manage_product_library"      = true
  }
  except = ["crm.bulk_delete", "crm.invoices.*", "crm.*.delete"]
}

permission_set "analyst" {
  description = "Builds reports and sees what they need, changes no record."
  extends     = [permission_set.view_only]
  permissions = {
    "reports.*" = true
  }
  except = ["reports.*.delete"]
}

permission_set "sales_coach" {
  description = "Trains a client's sales team in their own account."
  permissions = {
    "sales.*"            = "team"
    "crm.communicate"    = "own"
    "crm.contacts.view"  = "team"
    "crm.companies.view" = "team"
    "crm.deals.view"     = "team"
  }
  except = ["sales.manage_product_library", "sales.payment*"]
}

# Vestra Health's own set. What is in it can only be seen in their account, so
# accredit can record who has it, but not say what they can do.
permission_set "vestra_regional" {
  description = "\"Regional marketing\" of Vestra Health."
  unknown     = true
}
