using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Conversion.Benchmarks;

/// <summary>
/// The pages of an export, as the minimal server has them: 1,000 contacts each, always the same. The base URI says how many there are:
/// <c>…/100/v2/exports/contacts</c> has 100.
/// </summary>
internal static class ExportPages
{
    public const int ContactsInPage = 1000;

    private const string Suffix = "/v2/exports/contacts";

    private static readonly byte[] s_contacts = Encoding.UTF8.GetBytes(
        "{\"data\":{\"contacts\":[" + string.Join(',', Enumerable.Range(0, ContactsInPage).Select(static number => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"id":"00000000-0000-4000-8000-{{{number:x12}}}","email":"contact{{{number}}}@example.com","subscriptionStatus":"SUBSCRIBED","createdAt":"2026-11-01T08:00:00.123456789Z","updatedAt":"2026-11-28T08:00:00.5Z","sfdcLeadId":null,"sfdcContactId":null,"sfdcAccountId":null,"fields":{"first_name":"First{{{number}}}","last_name":"Last{{{number}}}","job_title":"VP of Marketing","city":"Oslo","country":"Norway","score":{{{number}}}}}""")))
        + "]},\"pagination\":{\"nextCursor\":");

    /// <summary>Whether a request is for a page.</summary>
    public static bool Has(HttpRequest request) => request.Path.Value!.EndsWith(Suffix, StringComparison.Ordinal);

    public static async Task WriteAsync(HttpContext context)
    {
        string root = context.Request.Path.Value![..^Suffix.Length];
        int pages = int.Parse(root[(root.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
        using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
        int page = body.RootElement.TryGetProperty("cursor", out JsonElement cursor) ? int.Parse(cursor.GetString()!, CultureInfo.InvariantCulture) : 1;
        byte[] end = Encoding.ASCII.GetBytes(page < pages ? $"\"{page + 1}\"}},\"error\":null}}" : "null},\"error\":null}");
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = s_contacts.Length + end.Length;
        await context.Response.Body.WriteAsync(s_contacts);
        await context.Response.Body.WriteAsync(end);
    }
}
