using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Http;

/// <summary>Makes one HTTP request, with the key, and reads its response. Whatever the network raises becomes a response.</summary>
internal sealed class NetworkHandler(HttpMessageInvoker invoker, ClientSettings settings, RetryPolicy policy) : RequestHandler
{
    private static readonly string s_userAgent =
        "Conversion-PowerShell/" + typeof(NetworkHandler).Assembly.GetName().Version?.ToString(3);

    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using JsonContent content = new(request.Body);
        using HttpRequestMessage message = new(HttpMethod.Post, request.Endpoint.Uri) { Content = content };
        settings.ApiKey.Authorize(message);
        message.Headers.TryAddWithoutValidation("User-Agent", s_userAgent);
        // .NET Framework would otherwise wait for a "100 Continue" before each body.
        message.Headers.ExpectContinue = false;
        int? statusCode = null;
        TimeSpan? retryAfter = null;
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
            statusCode = (int)response.StatusCode;
            retryAfter = policy.RetryAfter(response.Headers);
            byte[] body = await ResponseBody.ReadAsync(
                response, request.MaximumResponseLength ?? settings.MaximumResponseLength, cancellationToken).ConfigureAwait(false);
            return ApiResponse.Received(statusCode.Value, body, retryAfter);
        }
        catch (Exception exception) when (ApiResponse.IsNetworkException(exception))
        {
            return ApiResponse.Failed(exception, statusCode, retryAfter, content.SendingBegan);
        }
    }
}
