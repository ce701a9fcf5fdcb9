using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Conversion.Benchmarks;

/// <summary>The baseline for reading: an HttpClient and a loop that follows the cursor, and reads the id and the address of each contact.</summary>
internal sealed class ExportLoop : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly string _url;

    public ExportLoop(string baseUri)
    {
        _url = baseUri + "/v2/exports/contacts";
        _client.DefaultRequestHeaders.Add("X-API-Key", "sk_live_bench_secret");
    }

    public void Run(int contacts) => RunAsync(contacts).GetAwaiter().GetResult();

    private async Task RunAsync(int contacts)
    {
        string? cursor = null;
        int read = 0;
        do
        {
            string body = cursor is null ? "{\"limit\":1000}" : $"{{\"limit\":1000,\"cursor\":\"{cursor}\"}}";
            using ByteArrayContent content = new(Encoding.ASCII.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await _client.PostAsync(_url, content);
            using JsonDocument page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            foreach (JsonElement contact in page.RootElement.GetProperty("data").GetProperty("contacts").EnumerateArray())
            {
                read += contact.GetProperty("id").GetGuid() != Guid.Empty && contact.GetProperty("email").GetString() is not null ? 1 : 0;
            }

            cursor = page.RootElement.GetProperty("pagination").GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        if (read < contacts - ExportPages.ContactsInPage)
        {
            throw new InvalidOperationException("Contacts are missing.");
        }
    }

    public void Dispose() => _client.Dispose();
}
