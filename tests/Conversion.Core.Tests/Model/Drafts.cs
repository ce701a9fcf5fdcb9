using System.Collections.Generic;
using System.Text.Json;
using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>Drafts and their serialized form.</summary>
internal static class Drafts
{
    /// <summary>The request body; the draft must be valid.</summary>
    public static string Json(ContactDraft draft)
    {
        using ContactSerializer serializer = new();
        List<ValidationError> problems = [];
        ContactRequest? request = serializer.Serialize(draft, problems);
        Assert.Empty(problems);
        return request!.ToJson();
    }

    /// <summary>The JSON of one field value.</summary>
    public static string Json(object? value)
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set("x", value);
        string json = Json(draft);
        const string Before = """{"email":"a@b","fields":{"x":""";
        Assert.StartsWith(Before, json);
        return json[Before.Length..^2];
    }

    /// <summary>One field value as a JSON reader reads it.</summary>
    public static JsonElement Element(object? value)
    {
        using JsonDocument document = JsonDocument.Parse(Json(value));
        return document.RootElement.Clone();
    }

    /// <summary>The codes of all validation errors of a draft.</summary>
    public static IReadOnlyList<string> Codes(ContactDraft draft) => Problems(draft).ConvertAll(problem => problem.Code);

    public static List<ValidationError> Problems(ContactDraft draft)
    {
        using ContactSerializer serializer = new();
        List<ValidationError> problems = [];
        ContactRequest? request = serializer.Serialize(draft, problems);
        Assert.Equal(problems.Count == 0, request is not null);
        return problems;
    }

    public static ContactDraft WithField(string key, object? value)
    {
        ContactDraft draft = new() { Email = "a@b" };
        draft.Fields.Set(key, value);
        return draft;
    }
}
