using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Emulator;

namespace Conversion.Core.Tests.Sending;

/// <summary>An emulator that holds every request in flight until the test releases it.</summary>
internal sealed class GatedApi
{
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();

    public GatedApi() => Api = new EmulatedApi(
        new FakeClock(),
        new EmulatorSettings { Latency = TimeSpan.FromSeconds(1), Delay = WaitAsync });

    public EmulatedApi Api { get; }

    /// <summary>Waits until the next request is in flight.</summary>
    /// <returns>Completes the request when its result is set.</returns>
    public async Task<TaskCompletionSource> NextRequestAsync(CancellationToken cancellationToken) =>
        await _waiting.Reader.ReadAsync(cancellationToken);

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        // Releasing a request completes it on the same thread, unless it has only just arrived: a test that needs its completion checks the sender.
        TaskCompletionSource release = new();
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => release.TrySetCanceled(cancellationToken));
        _waiting.Writer.TryWrite(release);
        await release.Task;
    }
}
