namespace Conversion.Emulator;

/// <summary>What a 429 says of when to come back. The API does not say.</summary>
public enum RetryAfterForm
{
    /// <summary>There is no <c>Retry-After</c>.</summary>
    None,

    /// <summary>A whole number of seconds, at least one.</summary>
    Seconds,

    /// <summary>An HTTP date.</summary>
    Date,
}
