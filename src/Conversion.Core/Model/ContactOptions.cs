using System;

namespace Conversion.Model;

/// <summary>The switches of an upsert. They belong to the request, so in a batch they hold for every contact of it.</summary>
[Flags]
public enum ContactOptions
{
    /// <summary>None: create or update, overwrite what is there, leave the CRM alone.</summary>
    None = 0,

    /// <summary><c>updateOnly</c>: never create.</summary>
    UpdateOnly = 1,

    /// <summary><c>syncToCRM</c>: also create the contact in the connected CRM.</summary>
    SyncToCRM = 2,

    /// <summary><c>preserveExistingFields</c>: write only what is empty or unset.</summary>
    PreserveExistingFields = 4,
}
