namespace Conversion.Model;

/// <summary>How one row ended. Every row ends in exactly one of these. None has the value 0, so that <c>if ($result.Status)</c> is true.</summary>
public enum UpsertStatus
{
    /// <summary>The API confirmed a new contact (<c>contactCreated: true</c>).</summary>
    Created = 1,

    /// <summary>The API confirmed a change of an existing contact (<c>contactCreated: false</c>).</summary>
    Updated,

    /// <summary><c>contact_not_found</c>: no contact matches, and none was to be created.</summary>
    NotFound,

    /// <summary>The row is wrong: found before it was sent, or said by the API. Sending it again as it is changes nothing.</summary>
    Rejected,

    /// <summary>The service did not take the row, after all retries. It was not applied; send it again later.</summary>
    Failed,

    /// <summary>The row was sent, and the answer never came or made no sense: it may have been applied.</summary>
    Unknown,

    /// <summary>The row was never tried.</summary>
    NotSent,

    /// <summary>The journal says that the row was confirmed by an earlier run.</summary>
    Skipped,
}
