using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>A server message is untrusted text: it is shown without control characters and without the secret.</summary>
public sealed class ServerMessageTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_server_message_has_no_control_characters(int status)
    {
        UpsertOutcome outcome = await OutcomeOfMessageAsync("Red \u001B[31malert\u001B]0;title\u0007\r\nRow 2: Created\u009B2J\u202E", status);

        Assert.Equal("Red  [31malert ]0;title   Row 2: Created 2J ", outcome.ErrorMessage);
    }

    [Theory]
    [InlineData("{\"error\":\"$\"}")]
    [InlineData("{\"error\":{\"message\":\"$\"}}")]
    public async Task A_message_without_a_code_is_sanitized_too(string body)
    {
        foreach (int status in new[] { 400, 403, 404, 500 })
        {
            UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(
                Fault.RawBody(status, body.Replace("$", $"\\u001B[31m{EmulatedApi.KeyText}{new string('x', 600)}", System.StringComparison.Ordinal)));

            Assert.Contains("sk_live_demo_***xxx", outcome.ErrorMessage);
            Assert.DoesNotContain(outcome.ErrorMessage!, char.IsControl);
            Assert.InRange(outcome.ErrorMessage!.Length, 500, 570);
        }
    }

    [Fact]
    public async Task A_very_long_message_is_truncated()
    {
        UpsertOutcome outcome = await OutcomeOfMessageAsync(new string('x', 100_000));

        Assert.Equal(new string('x', 500) + "…", outcome.ErrorMessage);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_message_that_repeats_the_key_is_shown_without_its_secret(int status)
    {
        UpsertOutcome outcome = await OutcomeOfMessageAsync($"Key {EmulatedApi.KeyText} ({EmulatedApi.Secret})", status);

        Assert.Equal("Key sk_live_demo_*** (***)", outcome.ErrorMessage);
    }

    [Fact]
    public async Task A_secret_at_the_end_of_a_long_message_is_not_shown_in_part()
    {
        UpsertOutcome outcome = await OutcomeOfMessageAsync(new string('x', 495) + EmulatedApi.Secret);

        Assert.DoesNotContain(EmulatedApi.Secret[..2], outcome.ErrorMessage);
    }

    [Theory]
    [InlineData(EmulatedApi.KeyText)]
    [InlineData(EmulatedApi.Secret)]
    [InlineData("bad_key." + EmulatedApi.KeyText)]
    public async Task An_error_code_that_repeats_the_key_does_not_show_its_secret(string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(400, Bodies.Error(code)));

        Assert.DoesNotContain(EmulatedApi.Secret, outcome.ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    [InlineData(null)]
    public async Task A_blank_message_is_replaced_by_a_default_message(string? message)
    {
        UpsertOutcome outcome = await OutcomeOfMessageAsync(message!);

        Assert.False(string.IsNullOrWhiteSpace(outcome.ErrorMessage));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("invalid email")]
    [InlineData("invalid,email")]
    [InlineData("invalid_email\n")]
    [InlineData("invalid\u001B[31m")]
    [InlineData("ïnvalid")]
    [InlineData("a/b")]
    [InlineData("$(code)")]
    public async Task Text_that_is_not_in_the_format_of_an_error_code_is_ignored(string code)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(Fault.RawBody(400, Bodies.Error(code)));

        Assert.Equal((UpsertStatus.Rejected, "invalid_response"), (outcome.Status, outcome.ErrorCode));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task An_error_code_has_a_maximum_length(int length, bool isCode)
    {
        UpsertOutcome outcome = await EmulatedApi.OutcomeOfAsync(
            Fault.RawBody(400, Bodies.Error(string.Concat(Enumerable.Repeat("c", length)))));

        Assert.Equal(isCode, outcome.ErrorCode != "invalid_response");
    }

    private static Task<UpsertOutcome> OutcomeOfMessageAsync(string message, int status = 400) =>
        EmulatedApi.OutcomeOfAsync(Fault.RawBody(status, Bodies.Error("some_code", message)));
}
