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
/// An emulator behind HTTP, for clients in other processes, tests and benchmarks. It listens on 127.0.0.1 only and logs nothing.
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

    /// <summary>What stands before <c>/v2/contacts</c>, such as <c>http://127.0.0.1:5080/api</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="emulator">Who answers; it stays the caller's.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="System.IO.IOException">The port is taken.</exception>
    public static async Task<EmulatorServer> StartAsync(
        ConversionEmulator emulator, int port = 0, CancellationToken cancellationToken = default)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        // The emulator has its own limit of a body, and answers rather than hangs up.
        options.Limits.MaxRequestBodySize = null;
        // A slow answer may be on purpose.
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

    /// <summary>Stops: what is under way may end, what does not end soon is broken off.</summary>
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

        throw new InvalidOperationException("The server listens nowhere.");
    }
}
