using System;
using Conversion.Binding;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion;

/// <summary>What sending one row would change.</summary>
public sealed class CnvContactComparison : IRowResult
{
    internal CnvContactComparison(long row, BoundContact contact, ComparisonStatus status, Guid? id)
    {
        Row = row;
        Email = contact.Email;
        CnvContactId = id ?? contact.Request?.CnvContactId;
        Status = status;
        InputObject = contact.Row;
        if (contact.Request is null)
        {
            ErrorCode = contact.Errors[0].Code;
            ErrorMessage = contact.Errors[0].Message;
        }
    }

    // A contact that would not be found.
    internal CnvContactComparison(long row, BoundContact contact, string notFound)
        : this(row, contact, ComparisonStatus.NotFound, id: null)
    {
        ErrorCode = ErrorCodes.ContactNotFound;
        ErrorMessage = notFound;
    }

    internal CnvContactComparison(RemovedContact contact)
    {
        CnvContactId = contact.CnvContactId;
        Status = ComparisonStatus.Removed;
    }

    /// <summary>The number of the row in the input, from 1; null for a contact that has left the list.</summary>
    public long? Row { get; }

    /// <summary>The email address as in the row; null when there is none.</summary>
    public string? Email { get; }

    /// <summary>The id of the contact, from the journal, otherwise from the row; null when neither has one.</summary>
    public Guid? CnvContactId { get; }

    /// <summary>What the row would change.</summary>
    public ComparisonStatus Status { get; }

    /// <summary>With -Account, the properties and fields in which the row differs from the account; empty otherwise.</summary>
    public string[] Differences { get; internal init; } = [];

    /// <summary>The error code of a row that would be rejected or not found; otherwise null.</summary>
    public string? ErrorCode { get; }

    /// <summary>What is wrong with a row that would be rejected or not found; otherwise null.</summary>
    public string? ErrorMessage { get; }

    /// <summary>When the row was compared, in UTC.</summary>
    public DateTime CompletedAt { get; } = DateTime.UtcNow;

    /// <summary>The run that the comparison comes from; null for one that no command has returned.</summary>
    public CnvRun? Run { get; internal set; }

    /// <summary>The original row.</summary>
    public object? InputObject { get; }
}

/// <summary>What sending a row would change. None has the value 0.</summary>
public enum ComparisonStatus
{
    /// <summary>The journal does not know the contact. The row would be sent.</summary>
    New = 1,

    /// <summary>The row differs from what was confirmed last, or the contact is in doubt. The row would be sent.</summary>
    Changed,

    /// <summary>The contact already has exactly these values. The row would not be sent.</summary>
    Unchanged,

    /// <summary>The row is invalid.</summary>
    Rejected,

    /// <summary>The contact has left the list. It has no row.</summary>
    Removed,

    /// <summary>With -Account: the account does not have the contact, and the row does not create it.</summary>
    NotFound,
}

/// <summary>What the results of every command have in common.</summary>
internal interface IRowResult
{
    long? Row { get; }

    string? Email { get; }

    string? ErrorCode { get; }

    string? ErrorMessage { get; }

    DateTime CompletedAt { get; }

    CnvRun? Run { get; }

    /// <summary>The row; null if there is none.</summary>
    object? InputObject { get; }
}
