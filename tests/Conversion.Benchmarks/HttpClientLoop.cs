using System.Net.Http.Headers;
using System.Text;

namespace Conversion.Benchmarks;

/// <summary>The baseline for fast code: an HttpClient and a fixed number of loops, each of which sends and reads one request at a time.</summary>
internal sealed class HttpClientLoop : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly string _url;

    public HttpClientLoop(string baseUri)
    {
        _url = baseUri + "/v2/contacts";
        _client.DefaultRequestHeaders.Add("X-API-Key", "sk_live_bench_secret");
    }

    public void Run(int requests, int inFlight)
    {
        int next = 0;
        Task[] loops = new Task[inFlight];
        for (int i = 0; i < inFlight; i++)
        {
            loops[i] = Task.Run(async () =>
            {
                for (int row; (row = Interlocked.Increment(ref next)) <= requests;)
                {
                    using ByteArrayContent content = new(Encoding.UTF8.GetBytes(Rows.JsonInList(row)));
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using HttpResponseMessage response = await _client.PostAsync(_url, content);
                    byte[] body = await response.Content.ReadAsByteArrayAsync();
                    if (!response.IsSuccessStatusCode || body.Length == 0)
                    {
                        throw new InvalidOperationException("The server refused.");
                    }
                }
            });
        }

        Task.WaitAll(loops);
    }

    public void Dispose() => _client.Dispose();
}
