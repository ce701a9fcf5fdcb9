using System;

namespace Conversion.Http;

/// <summary>The settings of a client. Immutable.</summary>
public sealed record ClientSettings
{
    /// <summary>The base URI of the API.</summary>
    public static readonly Uri DefaultBaseUri = new("https://pub-api.conversion.ai/api");

    /// <summary>The base URI; paths such as <c>/v2/contacts</c> are appended.</summary>
    public Uri BaseUri { get; init; } = DefaultBaseUri;

    /// <summary>The key.</summary>
    public required ApiKey ApiKey { get; init; }

    /// <summary>The time-out of one attempt, including its whole response.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The most retries of a request; 0 for none.</summary>
    public int MaximumRetryCount { get; init; } = 6;

    /// <summary>The most requests per second; null for no limit.</summary>
    public double? RateLimit { get; init; }

    /// <summary>The longest response body that is read, in bytes.</summary>
    public int MaximumResponseLength { get; init; } = 4 << 20;

    /// <summary>Whether it is safe to send the key to this URI: https, or http to the local machine; no user name, query or fragment.</summary>
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
