using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Core.Tests.Client;

/// <summary>Changes the responses between the emulator and the client.</summary>
internal sealed class ResponseEditor(Action<HttpResponseMessage> change) : DelegatingHandler
{
    /// <summary>Adds a header to every response.</summary>
    public static ResponseEditor AddHeader(string header, string value) =>
        new(response => response.Headers.TryAddWithoutValidation(header, value));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        change(response);
        return response;
    }
}

/// <summary>Responds with a delegate instead of sending the request.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond) : DelegatingHandler
{
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return respond(request, cancellationToken);
    }
}
