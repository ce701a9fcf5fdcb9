using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Conversion.Exports;

/// <summary>
/// The file that knows where an export was, so that the next run returns only what is new. It is written after a page was handed
/// out whole, beside itself, and put in its place in one step. For its owner only.
/// </summary>
/// <remarks>
/// The last page has no cursor behind it, so its own cursor is kept, with a hash of each of its items: the next run reads that page
/// again and leaves these items out.
/// </remarks>
public sealed class ExportCursorFile
{
    private const string Format = "conversion-cursor";
    private const int Version = 1;
    private const int MaximumLength = 16 << 20;

    private static readonly byte[] s_prefix = Encoding.ASCII.GetBytes($"{{\"format\":\"{Format}\"");

    private readonly string _path;
    private readonly ExportOwner _owner;
    private readonly string _export;
    private readonly SortedDictionary<string, ExportPosition> _positions = new(StringComparer.Ordinal);

    private ExportCursorFile(string path, ExportOwner owner, string export)
    {
        _path = path;
        _owner = owner;
        _export = export;
    }

    /// <summary>Opens the file, and creates it if it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">The account.</param>
    /// <param name="export">What is exported, with its types.</param>
    /// <exception cref="CursorException">The file belongs to something else, or it cannot be used.</exception>
    public static ExportCursorFile Open(string path, ExportOwner owner, string export)
    {
        try
        {
            path = Path.GetFullPath(path);
            byte[] content;
            using (FileStream file = RegularFile.OpenOrCreate(path, FileShare.ReadWrite))
            {
                content = Read(file);
            }

            ExportCursorFile cursors = new(RegularFile.IsLink(path) ? RegularFile.FollowLinks(path) : path, owner, export);
            if (content.Length > 0)
            {
                cursors.Load(content);
            }

            return cursors;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CursorException(CursorException.Unavailable, exception.Message, exception);
        }
    }

    /// <summary>The position of a type; null if there is none.</summary>
    /// <param name="type">The type, or an empty text.</param>
    public ExportPosition? this[string type] => _positions.TryGetValue(type, out ExportPosition? position) ? position : null;

    /// <summary>Writes the position of a type.</summary>
    /// <exception cref="CursorException">The file cannot be written.</exception>
    public void Save(string type, ExportPosition position)
    {
        _positions[type] = position;
        try
        {
            string replacement;
            using (FileStream file = RegularFile.CreateReplacement(_path, s_prefix))
            {
                replacement = file.Name;
                byte[] content = Write();
                file.Write(content, 0, content.Length);
                file.Flush(flushToDisk: true);
            }

            File.Replace(replacement, _path, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CursorException(CursorException.WriteFailed, $"The cursor file '{_path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Returns a hash of an item, by which it is recognised in the next run.</summary>
    internal static string ComputeHash(ReadOnlyMemory<byte> item)
    {
        const int length = 12;
        using SHA256 sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(item.ToArray()), 0, length);
    }

    private static byte[] Read(FileStream file)
    {
        byte[] content = new byte[file.Length <= MaximumLength ? (int)file.Length : throw Mismatch(file.Name, "is not a cursor file")];
        int length = 0;
        while (length < content.Length)
        {
            int read = file.Read(content, length, content.Length - length);
            length += read > 0 ? read : throw new EndOfStreamException($"'{file.Name}' became shorter while it was read.");
        }

        return content;
    }

    private void Load(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format || root.GetProperty("version").GetInt32() != Version)
            {
                throw Mismatch(_path, "is not a cursor file of this version");
            }

            if (_owner.FindMismatch(root) is string other)
            {
                throw Mismatch(_path, other);
            }

            if (root.GetProperty("export").GetString() is var export && export != _export)
            {
                throw Mismatch(_path, $"belongs to another export: {export}");
            }

            foreach (JsonProperty position in root.GetProperty("positions").EnumerateObject())
            {
                _positions[position.Name] = ExportPosition.Read(position.Value);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Mismatch(_path, "is not a cursor file");
        }
    }

    private byte[] Write()
    {
        using MemoryStream content = new();
        using (Utf8JsonWriter json = new(content))
        {
            json.WriteStartObject();
            json.WriteString("format"u8, Format);
            json.WriteNumber("version"u8, Version);
            _owner.Write(json);
            json.WriteString("export"u8, _export);
            json.WriteStartObject("positions"u8);
            foreach (KeyValuePair<string, ExportPosition> position in _positions)
            {
                json.WritePropertyName(position.Key);
                position.Value.Write(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        content.WriteByte((byte)'\n');
        return content.ToArray();
    }

    private static CursorException Mismatch(string path, string reason) =>
        new(CursorException.Mismatch, $"The file '{path}' {reason}.");
}
