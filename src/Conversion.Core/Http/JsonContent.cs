using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>A JSON body that records whether sending has begun. Until then the request cannot have been applied.</summary>
internal sealed class JsonContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _json;

    public JsonContent(ReadOnlyMemory<byte> json)
    {
        _json = json;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Whether there was a connection and the body was requested.</summary>
    public bool SendingBegan { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SendingBegan = true;
        return MemoryMarshal.TryGetArray(_json, out ArraySegment<byte> bytes)
            ? stream.WriteAsync(bytes.Array!, bytes.Offset, bytes.Count)
            : throw new NotSupportedException("A body is an array of bytes.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
