using System;

namespace Conversion.Http;

/// <summary>How requests are made. Immutable.</summary>
public sealed record ClientSettings
{
    /// <summary>The API's own address.</summary>
    public static readonly Uri DefaultBaseUri = new("https://pub-api.conversion.ai/api");

    /// <summary>Where the API lies; paths such as <c>/v2/contacts</c> are added to it.</summary>
    public Uri BaseUri { get; init; } = DefaultBaseUri;

    /// <summary>The key.</summary>
    public required ApiKey ApiKey { get; init; }

    /// <summary>How long one request may take, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is repeated at most; 0 never.</summary>
    public int MaximumRetryCount { get; init; } = 6;

    /// <summary>Requests per second at most; null for no limit of ours.</summary>
    public double? RateLimit { get; init; }

    /// <summary>An answer longer than this is read no further, in bytes.</summary>
    public int MaximumResponseLength { get; init; } = 4 << 20;

    /// <summary>Whether the key may be sent there: https, or http to this machine; no user name, query or fragment.</summary>
    public static bool IsSafe(Uri uri) =>
        uri.IsAbsoluteUri
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
        && (uri.Scheme == "https" || (uri.Scheme == "http" && IsLoopback(uri)));

    /// <summary>
    /// Whether it is this machine. Before .NET 9 <see cref="Uri.IsLoopback"/> is false where the name is in capitals, as in
    /// <c>http://LOCALHOST</c>; the absolute URI, of which the URIs of requests are made, has it in small letters.
    /// </summary>
    internal static bool IsLoopback(Uri uri) => new Uri(uri.AbsoluteUri).IsLoopback;
}
