namespace Conversion.Model;

/// <summary>How one row ended. Every row ends in exactly one of these. None has the value 0, so that <c>if ($result.Status)</c> is true.</summary>
public enum UpsertStatus
{
    /// <summary>The API confirmed a new contact (<c>contactCreated: true</c>).</summary>
    Created = 1,

    /// <summary>The API confirmed a change of an existing contact (<c>contactCreated: false</c>).</summary>
    Updated,

    /// <summary><c>contact_not_found</c>: no contact matches, and the request does not create one.</summary>
    NotFound,

    /// <summary>The row is invalid: found before it was sent, or reported by the API. Sending it again unchanged does not help.</summary>
    Rejected,

    /// <summary>The service did not accept the row, after all retries. It was not applied. Send it again later.</summary>
    Failed,

    /// <summary>The row was sent, but no valid response was received. It may have been applied.</summary>
    Unknown,

    /// <summary>The row was not sent.</summary>
    NotSent,

    /// <summary>The contact already has exactly these values, according to the journal. The row was not sent.</summary>
    Unchanged,

    /// <summary>A contact that is no longer in the list. It has no row.</summary>
    Removed,

    /// <summary>The API confirmed the event. It does not say whether the event is new.</summary>
    Tracked,
}
