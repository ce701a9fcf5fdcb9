namespace Conversion.Binding;

/// <summary>A column of a row's shape.</summary>
/// <param name="Name">Its name in the row.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Key">The field's key, where it becomes a field.</param>
internal readonly record struct Column(string Name, ColumnKind Kind, string Key)
{
    /// <summary>Whether its name says more than the field's key: <c>fields.x</c> or <c>companyFields.x</c>.</summary>
    public bool IsPrefixed => Key.Length < Name.Length;
}

/// <summary>What a column of a row becomes.</summary>
internal enum ColumnKind
{
    /// <summary>Nothing: it is not sent.</summary>
    Ignored,

    /// <summary>The request's <c>email</c>.</summary>
    Email,

    /// <summary>The request's <c>cnvContactId</c>.</summary>
    CnvContactId,

    /// <summary>The request's <c>subscriptionStatus</c>.</summary>
    SubscriptionStatus,

    /// <summary>A dictionary of <c>fields</c>.</summary>
    Fields,

    /// <summary>A dictionary of <c>companyFields</c>.</summary>
    CompanyFields,

    /// <summary>The request's <c>updateOnly</c>.</summary>
    UpdateOnly,

    /// <summary>The request's <c>syncToCRM</c>.</summary>
    SyncToCRM,

    /// <summary>The request's <c>preserveExistingFields</c>.</summary>
    PreserveExistingFields,

    /// <summary>One of the <c>fields</c>.</summary>
    Field,

    /// <summary>One of the <c>companyFields</c>.</summary>
    CompanyField,
}
