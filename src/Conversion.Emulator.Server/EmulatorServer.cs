using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Conversion.Emulator.Server;

/// <summary>
/// Serves an emulator over HTTP, for clients in other processes, tests and benchmarks. It listens on 127.0.0.1 only and logs nothing.
/// </summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _kestrel;

    private EmulatorServer(KestrelServer kestrel, Uri baseUri)
    {
        _kestrel = kestrel;
        BaseUri = baseUri;
    }

    /// <summary>The URI before <c>/v2/contacts</c>, such as <c>http://127.0.0.1:5080/api</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="emulator">The emulator. The server does not dispose it.</param>
    /// <param name="port">The port; 0 for any free port.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="System.IO.IOException">The port is in use.</exception>
    public static async Task<EmulatorServer> StartAsync(
        ConversionEmulator emulator, int port = 0, CancellationToken cancellationToken = default)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        // The emulator has its own limit, and responds instead of closing the connection.
        options.Limits.MaxRequestBodySize = null;
        // A slow response may be intended.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await kestrel.StartAsync(new EmulatorApplication(emulator), cancellationToken);
            return new(kestrel, new Uri(Address(kestrel) + emulator.Settings.BasePath.TrimEnd('/')));
        }
        catch
        {
            kestrel.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server. Requests in flight have 2 seconds to complete; then they are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(s_shutdownTimeout);
        await _kestrel.StopAsync(timeout.Token);
        _kestrel.Dispose();
    }

    private static string Address(KestrelServer kestrel)
    {
        ICollection<string> addresses = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (string address in addresses)
        {
            return address;
        }

        throw new InvalidOperationException("The server has no address.");
    }
}
