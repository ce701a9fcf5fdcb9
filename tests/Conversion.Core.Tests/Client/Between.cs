using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Core.Tests.Client;

/// <summary>Stands between the client and the emulator and changes what comes back.</summary>
internal sealed class Between(Action<HttpResponseMessage> change) : DelegatingHandler
{
    /// <summary>Adds a header to every answer.</summary>
    public static Between Adding(string header, string value) =>
        new(response => response.Headers.TryAddWithoutValidation(header, value));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        change(response);
        return response;
    }
}

/// <summary>Stands in the way: what it does is all that happens.</summary>
internal sealed class InTheWay(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : DelegatingHandler
{
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return answer(request, cancellationToken);
    }
}
