using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Tests.Secrecy;

/// <summary>The request that subscribes a contact which its row has created.</summary>
public sealed class SecondRequestTests
{
    [Fact]
    public async Task A_key_repeated_in_the_response_to_the_second_request_of_a_row_is_never_shown()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        api.Emulator.Faults.WhenBodyContains("SUBSCRIBED", Fault.RawBody(
            400, JsonSerializer.Serialize(new { error = new { code = "invalid_subscription_status", message = $"X-API-Key: {api.Canary.Key}" } })));
        IReadOnlyList<string> errors = api.Run(
            "Connect-Cnv $key -BaseUri $uri; @{ Email = 'a@b.c'; SubscriptionStatus = 'SUBSCRIBED' } | Sync-CnvContact -JournalPath $folder/list.journal -BatchSize 1");
        Assert.Equal(["invalid_subscription_status,Conversion.Commands.SyncCnvContactCommand"], errors);
        Assert.Equal(2, api.Emulator.Requests.Count);
        api.Canary.AssertAbsent(api.Texts);
    }
}
