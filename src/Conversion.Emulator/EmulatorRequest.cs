using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Emulator;

/// <summary>An HTTP request as the emulator receives it.</summary>
public sealed class EmulatorRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="method">The HTTP method, in capitals.</param>
    /// <param name="path">The path of the URL, without the query.</param>
    /// <param name="body">The body. It is not read after the response is complete.</param>
    public EmulatorRequest(string method, string path, ReadOnlyMemory<byte> body)
    {
        Method = method ?? throw new ArgumentNullException(nameof(method));
        Path = path ?? throw new ArgumentNullException(nameof(path));
        Body = body;
        BodyLength = body.Length;
    }

    /// <summary>The HTTP method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The path of the URL, without the query.</summary>
    public string Path { get; }

    /// <summary>The body; empty if it is too long.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The length of the body in bytes. For a body that is too long: its <c>Content-Length</c>, or the bytes read until then.</summary>
    public long BodyLength { get; init; }

    /// <summary>The header <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The header <c>X-API-Key</c>, or null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The names of the headers, for the request log.</summary>
    public IReadOnlyCollection<string> HeaderNames { get; init; } = [];

    /// <summary>The body as text.</summary>
    public string ReadText() => Encoding.UTF8.GetString(Body.ToArray());
}
