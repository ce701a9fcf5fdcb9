namespace Conversion.Emulator;

/// <summary>Which code a failed item of <c>POST /v2/contacts/batch</c> carries. The API documents <c>upsert_failed</c> and leaves the rest open.</summary>
public enum BatchItemErrorCode
{
    /// <summary>The code a single upsert would have been refused with.</summary>
    Precise,

    /// <summary>Always <c>upsert_failed</c>; the message is the precise one.</summary>
    UpsertFailed,
}
