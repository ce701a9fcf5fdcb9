namespace Conversion.Binding;

/// <summary>A column of a row, and what it becomes.</summary>
/// <param name="Name">Its name in the row.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Key">The key of the field, where it becomes a field.</param>
/// <param name="Precedence">Which of several columns for one field wins: the highest.</param>
internal readonly record struct Column(string Name, ColumnKind Kind, string Key = "", int Precedence = 0)
{
    /// <summary>Why it is not sent, where that is worth saying.</summary>
    public Unsent Unsent { get; init; }

    /// <summary>Whether the row is a contact as the account holds it, whose status may be one that cannot be set.</summary>
    public bool IsOfRecord { get; init; }

    /// <summary>What it becomes, as text.</summary>
    /// <param name="fieldPrefix">What the rows call a field: <c>fields.</c>, or <c>data.</c> of an event.</param>
    public string Describe(string fieldPrefix) => Kind switch
    {
        ColumnKind.Ignored => Unsent == Unsent.AsAsked ? "not sent" : $"not sent ({Unsent})",
        ColumnKind.Field => fieldPrefix + Key,
        ColumnKind.CompanyField => "companyFields." + Key,
        _ => Kind.ToString(),
    };
}

/// <summary>What a column of a row becomes.</summary>
internal enum ColumnKind
{
    /// <summary>Nothing: it is not sent.</summary>
    Ignored,

    /// <summary><c>email</c>.</summary>
    Email,

    /// <summary><c>cnvContactId</c>.</summary>
    CnvContactId,

    /// <summary><c>subscriptionStatus</c>.</summary>
    SubscriptionStatus,

    /// <summary>A dictionary of <c>fields</c>, or the <c>data</c> of an event.</summary>
    Fields,

    /// <summary>A dictionary of <c>companyFields</c>.</summary>
    CompanyFields,

    /// <summary><c>updateOnly</c>.</summary>
    UpdateOnly,

    /// <summary><c>syncToCRM</c>.</summary>
    SyncToCRM,

    /// <summary><c>preserveExistingFields</c>.</summary>
    PreserveExistingFields,

    /// <summary><c>event</c> of an event.</summary>
    Event,

    /// <summary><c>userId</c> of an event.</summary>
    UserId,

    /// <summary><c>eventId</c> of an event.</summary>
    EventId,

    /// <summary><c>timestamp</c> of an event.</summary>
    Timestamp,

    /// <summary>One of the <c>fields</c>, or of the <c>data</c> of an event.</summary>
    Field,

    /// <summary>One of the <c>companyFields</c>.</summary>
    CompanyField,
}

/// <summary>Why a column is not sent.</summary>
internal enum Unsent
{
    /// <summary>The command line asks for it, or it is sent.</summary>
    AsAsked,

    /// <summary>A map is given, and it names other columns.</summary>
    NotMapped,

    /// <summary>It is a property of a .NET object, of which only named properties are sent.</summary>
    NotNamed,

    /// <summary>Another column holds the address.</summary>
    OtherAddress,

    /// <summary>A parameter gives the same property of the request.</summary>
    GivenByParameter,

    /// <summary>Another column gives the same field and wins.</summary>
    Overridden,
}
