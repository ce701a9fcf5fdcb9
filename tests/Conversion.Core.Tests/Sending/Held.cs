using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;

namespace Conversion.Core.Tests.Sending;

/// <summary>An emulator that keeps every request in flight until the test lets it go.</summary>
internal sealed class Held
{
    private readonly Channel<TaskCompletionSource> _arrived = Channel.CreateUnbounded<TaskCompletionSource>();

    public Held() => Api = new EmulatedApi(
        new FakeClock(),
        new EmulatorSettings { Latency = TimeSpan.FromSeconds(1), Delay = WaitAsync });

    public EmulatedApi Api { get; }

    /// <summary>Waits for the next request to be in flight.</summary>
    /// <returns>What lets it go.</returns>
    public async Task<TaskCompletionSource> ArrivalAsync(CancellationToken cancellationToken) =>
        await _arrived.Reader.ReadAsync(cancellationToken);

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        // Who lets it go runs it home, but for one that has only just come: a test that needs it settled looks at the sender.
        TaskCompletionSource release = new();
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => release.TrySetCanceled(cancellationToken));
        _arrived.Writer.TryWrite(release);
        await release.Task;
    }
}
