using System;
using System.Collections.Generic;
using System.Text;

namespace Conversion.Emulator;

/// <summary>One HTTP request as it reaches the emulator.</summary>
public sealed class EmulatorRequest
{
    /// <summary>A request.</summary>
    /// <param name="method">The HTTP method, in capitals.</param>
    /// <param name="path">The path of the URL, without the query.</param>
    /// <param name="body">The body. It is read only until the answer is there.</param>
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

    /// <summary>The body; empty where it is too long to be read at all.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The length of the body in bytes, or of what was announced or read of it before it was too long.</summary>
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
