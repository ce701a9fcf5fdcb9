namespace Conversion.Emulator;

/// <summary>Where a failed item of <c>POST /v2/contacts/batch</c> carries its code and message. The API does not show it.</summary>
public enum BatchItemErrorShape
{
    /// <summary><c>{"success":false,"error":{"code":"…","message":"…"}}</c></summary>
    Nested,

    /// <summary><c>{"success":false,"errorCode":"…","errorMessage":"…"}</c></summary>
    Prefixed,

    /// <summary><c>{"success":false,"code":"…","message":"…"}</c></summary>
    Flat,

    /// <summary><c>{"success":false,"error":"code: message"}</c></summary>
    Text,
}
