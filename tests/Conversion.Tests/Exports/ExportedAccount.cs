using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Exports;

/// <summary>An account with contacts and events, and a session that is connected to it.</summary>
internal sealed class ExportedAccount : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();

    private ExportedAccount(EmulatorSettings settings) => Api = new Api(settings);

    public Api Api { get; }

    public Session Session => Api.Session;

    public ContactStore Store => Api.Emulator.Contacts;

    /// <summary>The bodies of the requests, in the order of arrival.</summary>
    public IReadOnlyList<JsonObject> Requests => [.. Api.Bodies.Select(body => JsonNode.Parse(body)!.AsObject())];

    public static async Task<ExportedAccount> CreateAsync(
        ExportPages pages = ExportPages.Short, LastCursor last = LastCursor.Null, ExportAccess access = ExportAccess.Enabled, ExportedEventShape shape = default, int maximumPageSize = 1000)
    {
        ExportedAccount account = new(new EmulatorSettings
        {
            ApiKey = Api.Key,
            AcceptUnknownFields = true,
            ExportPages = pages,
            LastCursor = last,
            Exports = access,
            ExportedEventShape = shape,
            MaximumPageSize = maximumPageSize,
        });
        await account.Api.InitializeAsync();
        account.Session.Run($"Set-Location '{account._folder.Root}'");
        return account;
    }

    public string PathOf(string name) => _folder.PathOf(name);

    public void AddContacts(int count)
    {
        for (int number = 1; number <= count; number++)
        {
            Store.Put(new Contact(Id(number), $"{number}@example.com"));
        }
    }

    public void AddContact(string email, string status = "SUBSCRIBED", string fields = "{}") => Store.Put(new Contact(
        Guid.NewGuid(), email, status, JsonDocument.Parse(fields).RootElement.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public void AddEmailEvents(string type, params int[] days)
    {
        foreach (int day in days)
        {
            Store.Add(new EmailEvent(Guid.NewGuid(), type, Id(day), $"{day}@example.com", Day(day)));
        }
    }

    public void AddCustomEvents(params int[] days)
    {
        foreach (int day in days)
        {
            Store.Put(new CustomEvent(Guid.NewGuid(), $"event {day}", Id(day), $"{day}@example.com", Day(day)));
        }
    }

    public static Guid Id(int number) => new($"00000000-0000-0000-0000-{number:D12}");

    public static DateTimeOffset Day(int day) => new(2026, 11, day, 8, 0, 0, TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        _folder.Dispose();
    }
}
