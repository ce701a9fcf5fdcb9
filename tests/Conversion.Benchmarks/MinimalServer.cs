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
/// A minimal server with the API's responses: every contact is new, and its id is a hash of its address. What is measured
/// against it is the client's own cost. It runs in a separate process.
/// </summary>
internal static class MinimalServer
{
    public const string Verb = "serve";

    private const string IdStart = "\"cnvContactId\":\"";
    private const string Contact = IdStart + "00000000-0000-4000-8000-000000000000\",\"contactCreated\":true";
    private const string BatchStart = "{\"data\":{\"results\":[";
    private const string ItemStart = "{\"success\":true,";
    private static readonly int s_itemLength = (ItemStart + Contact + "},").Length;
    private static readonly byte[] s_single = Encoding.ASCII.GetBytes("{\"data\":{" + Contact + "}}");
    private static readonly byte[] s_tooMany = Encoding.ASCII.GetBytes("{\"error\":{\"code\":\"rate_limited\",\"message\":\"Too many.\"}}");
    private static readonly ConcurrentDictionary<int, byte[]> s_batches = new();
    private static readonly byte[] s_email = Encoding.ASCII.GetBytes("{\"email\":\"");

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
        if (ExportPages.Has(context.Request))
        {
            await Task.Delay(latency);
            await ExportPages.WriteAsync(context);
            return;
        }

        List<ulong> contacts = await ReadContactsAsync(context.Request.BodyReader);
        if (latency > 0)
        {
            await Task.Delay(latency);
        }

        context.Response.ContentType = "application/json";
        if (bucket is not null && !bucket.TryTake())
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            context.Response.ContentLength = s_tooMany.Length;
            await context.Response.Body.WriteAsync(s_tooMany);
        }
        else if (context.Request.Path.Value!.EndsWith("batch", StringComparison.Ordinal))
        {
            byte[] template = s_batches.GetOrAdd(contacts.Count, static count => Encoding.ASCII.GetBytes(
                BatchStart + string.Join(",", Enumerable.Repeat(ItemStart + Contact + "}", count)) + "]}}"));
            await WriteAsync(context.Response, template, (BatchStart + ItemStart + IdStart).Length, contacts);
        }
        else
        {
            await WriteAsync(context.Response, s_single, ("{\"data\":{" + IdStart).Length, contacts);
        }
    }

    private static Task WriteAsync(HttpResponse response, byte[] template, int idAt, List<ulong> contacts)
    {
        response.ContentLength = template.Length;
        Span<byte> body = response.BodyWriter.GetSpan(template.Length);
        template.CopyTo(body);
        foreach (ulong contact in contacts)
        {
            ((uint)(contact >> 32)).TryFormat(body[idAt..], out _, "x8", CultureInfo.InvariantCulture);
            ((uint)contact).TryFormat(body[(idAt + 28)..], out _, "x8", CultureInfo.InvariantCulture);
            idAt += s_itemLength;
        }

        response.BodyWriter.Advance(template.Length);
        return response.BodyWriter.FlushAsync().AsTask();
    }

    // The hash of the address of each contact.
    private static async Task<List<ulong>> ReadContactsAsync(PipeReader reader)
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
        List<ulong> contacts = [];
        for (int at; (at = body.IndexOf(s_email)) >= 0;)
        {
            body = body[(at + s_email.Length)..];
            contacts.Add(Hash(body[..body.IndexOf((byte)'"')]));
        }

        reader.AdvanceTo(read.Buffer.End);
        return contacts;
    }

    // FNV-1a.
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in text)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
