using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conversion.Benchmarks;

/// <summary>
/// A minimal server with the API's responses: every contact is new and has the same id. What is measured against it is
/// the client's own cost. It runs in a separate process.
/// </summary>
internal static class MinimalServer
{
    public const string Verb = "serve";

    private const string Contact = "\"cnvContactId\":\"a1b2c3d4-e5f6-7890-abcd-ef1234567890\",\"contactCreated\":true";
    private static readonly byte[] s_single = Encoding.ASCII.GetBytes("{\"data\":{" + Contact + "}}");
    private static readonly byte[] s_tooMany = Encoding.ASCII.GetBytes("{\"error\":{\"code\":\"rate_limited\",\"message\":\"Too many.\"}}");
    private static readonly ConcurrentDictionary<int, byte[]> s_batches = new();
    private static readonly byte[] s_email = Encoding.ASCII.GetBytes("{\"email\":");

    /// <summary>Serves until it is killed. Prints its address and, for each line of standard input, how many requests it accepted and refused.</summary>
    public static async Task RunAsync(int latency, int limit)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        TokenBucket? bucket = limit > 0 ? new TokenBucket(limit) : null;
        application.Run(context => RespondAsync(context, latency, bucket));
        await application.StartAsync();
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine(address);
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bucket?.Taken ?? 0} {bucket?.Refused ?? 0} {bucket?.RefusedLater ?? 0}"));
        }
    }

    private static async Task RespondAsync(HttpContext context, int latency, TokenBucket? bucket)
    {
        int contacts = await CountContactsAsync(context.Request.BodyReader);
        if (latency > 0)
        {
            await Task.Delay(latency);
        }

        byte[] body = s_single;
        if (bucket is not null && !bucket.TryTake())
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            body = s_tooMany;
        }
        else if (context.Request.Path.Value!.EndsWith("batch", StringComparison.Ordinal))
        {
            body = s_batches.GetOrAdd(contacts, static count => Encoding.ASCII.GetBytes(
                "{\"data\":{\"results\":[" + string.Join(",", Enumerable.Repeat("{\"success\":true," + Contact + "}", count)) + "]}}"));
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task<int> CountContactsAsync(PipeReader reader)
    {
        ReadResult read;
        do
        {
            read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        while (!read.IsCompleted);

        read = await reader.ReadAsync();
        ReadOnlySpan<byte> body = read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray();
        int count = 0;
        for (int at; (at = body.IndexOf(s_email)) >= 0; count++)
        {
            body = body[(at + s_email.Length)..];
        }

        reader.AdvanceTo(read.Buffer.End);
        return count;
    }
}
