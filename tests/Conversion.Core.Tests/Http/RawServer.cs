using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Core.Tests.Http;

/// <summary>A socket on loopback that records what it receives and sends a given response: one connection after another.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly Func<Stream, Task<Stream>> _secure;
    private readonly Func<Stream, CancellationToken, Task<bool>> _respond;
    private readonly Task _serving;
    private int _connections;

    /// <param name="response">The whole response including headers; empty to close the connection instead.</param>
    /// <param name="secure">Encrypts a connection; null for no encryption.</param>
    public RawServer(string response, Func<Stream, Task<Stream>>? secure = null)
        : this(
            async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(response), cancellationToken);
                return false;
            },
            secure)
    {
    }

    /// <param name="respond">Responds to a request that was read, and returns true to read another one from the connection.</param>
    /// <param name="secure">Encrypts a connection; null for no encryption.</param>
    public RawServer(Func<Stream, CancellationToken, Task<bool>> respond, Func<Stream, Task<Stream>>? secure = null)
    {
        _respond = respond;
        _secure = secure ?? Task.FromResult;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri BaseUri => new($"http://127.0.0.1:{Port}/api");

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests as received, head and body.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>A response of the API with additional header lines.</summary>
    public static string OkResponse(string body, params string[] headers) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n"
        + string.Concat(Array.ConvertAll(headers, header => header + "\r\n")) + "\r\n" + body;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await using Stream stream = await _secure(connection.GetStream());
                while (await ReadAsync(stream) && await _respond(stream, _stop.Token))
                {
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client disconnected, or the server stops.
            }
        }
    }

    private async Task<bool> ReadAsync(Stream stream)
    {
        StringBuilder request = new();
        byte[] buffer = new byte[4096];
        while (!IsComplete(request.ToString()))
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return false;
            }

            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        lock (_requests)
        {
            _requests.Add(request.ToString());
        }

        return true;
    }

    private static bool IsComplete(string request)
    {
        int head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        const string Length = "content-length:";
        int length = request.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return head >= 0
            && (length < 0 || request.Length - head - 4 >= int.Parse(request[(length + Length.Length)..request.IndexOf("\r\n", length, StringComparison.Ordinal)]));
    }
}
