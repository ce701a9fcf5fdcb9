using System;

namespace Conversion.Transport;

/// <summary>Where a kind of request goes. Worked out once for a connection: addresses are dear to parse.</summary>
/// <param name="baseUri">Where the API lies.</param>
/// <param name="path">The path below it.</param>
internal sealed class ApiEndpoint(Uri baseUri, string path)
{
    public string Path => path;

    public Uri Uri { get; } = new(baseUri.AbsoluteUri.TrimEnd('/') + path);
}
