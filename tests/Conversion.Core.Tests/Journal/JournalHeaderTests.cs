using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>What a journal belongs to, and the error when it belongs to something else.</summary>
public sealed class JournalHeaderTests
{
    private static readonly JournalHeader s_account = new(new Uri("https://example.com/api"), "kid");
    private static readonly JournalHeader s_sandbox = s_account with { Sandbox = "one" };

    [Fact]
    public void A_header_is_read_as_it_was_written()
    {
        foreach (JournalHeader header in new[] { s_account, s_sandbox })
        {
            byte[] salt = JournalHeader.CreateSalt();

            Assert.Null(header.FindMismatch(Line(header, salt), out byte[] read));
            Assert.Equal(salt, read);
        }
    }

    [Fact]
    public void No_two_salts_are_the_same()
    {
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(JournalHeader.CreateSalt())).Distinct().Count());
    }

    [Fact]
    public void A_trailing_slash_does_not_change_the_base_URI()
    {
        Assert.Null(MismatchBetween(s_account, s_account with { BaseUri = new Uri("https://example.com/api/") }));
        Assert.Null(MismatchBetween(s_account with { BaseUri = new Uri("https://example.com/api/") }, s_account));
    }

    [Fact]
    public void A_mismatch_names_what_differs()
    {
        Assert.Equal("belongs to another base URI", MismatchBetween(s_account, s_account with { BaseUri = new Uri("https://example.com/v2") }));
        Assert.Equal("belongs to another key", MismatchBetween(s_account, s_account with { KeyId = "Kid" }));
        foreach ((JournalHeader one, JournalHeader other) in new[]
        {
            (s_account, s_sandbox), (s_sandbox, s_account), (s_sandbox, s_sandbox with { Sandbox = "two" }),
        })
        {
            Assert.Equal("belongs to another sandbox. A sandbox in memory is a new one each time you connect", MismatchBetween(one, other));
        }
    }

    [Theory]
    [InlineData("version\":2", "version\":1", "is not a journal of this version")]
    [InlineData("conversion-journal", "other-journal", "is not a journal of this version")]
    [InlineData("\"keyId\":\"kid\",", "", "is not a journal")]
    [InlineData("\"version\":2", "\"version\":\"2\"", "is not a journal")]
    [InlineData("\"salt\":\"", "\"salt\":\"!", "is not a journal")]
    [InlineData("{", "", "is not a journal")]
    [InlineData("\"kid\"", "[]", "is not a journal")]
    public void An_edited_header_is_refused(string from, string to, string mismatch)
    {
        string line = Encoding.UTF8.GetString(Line(s_account, JournalHeader.CreateSalt()).Span);
        Assert.Contains(from, line, StringComparison.Ordinal);

        Assert.Equal(mismatch, s_account.FindMismatch(Encoding.UTF8.GetBytes(line.Replace(from, to, StringComparison.Ordinal)), out _)?.Reason);
    }

    [Fact]
    public void The_same_sandbox_has_a_different_hash_in_every_journal()
    {
        Assert.NotEqual(SandboxIn(Line(s_sandbox, JournalHeader.CreateSalt())), SandboxIn(Line(s_sandbox, JournalHeader.CreateSalt())));

        static string? SandboxIn(ReadOnlyMemory<byte> line) => JsonDocument.Parse(line).RootElement.GetProperty("sandbox").GetString();
    }

    [Fact]
    public void The_header_does_not_reveal_the_sandbox()
    {
        string line = Encoding.UTF8.GetString(Line(s_account with { Sandbox = "one@example.com" }, JournalHeader.CreateSalt()).Span);

        Assert.DoesNotContain("example.com\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("@", line, StringComparison.Ordinal);
    }

    private static string? MismatchBetween(JournalHeader written, JournalHeader read) => read.FindMismatch(Line(written, JournalHeader.CreateSalt()), out _)?.Reason;

    // Without its line feed, as the reader passes it.
    private static ReadOnlyMemory<byte> Line(JournalHeader header, byte[] salt)
    {
        byte[] line = header.Write(salt);
        Assert.Equal((byte)'\n', line[^1]);
        return line.AsMemory(0, line.Length - 1);
    }
}
