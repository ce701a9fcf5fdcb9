namespace Conversion.Emulator;

/// <summary>What an item that is wrong in itself does to its batch. The API says items are independent, and leaves this open.</summary>
public enum InvalidBatchItemHandling
{
    /// <summary>It fails; the other items are written.</summary>
    FailItem,

    /// <summary>The whole request is answered 400 and nothing is written. An item that only lacks its contact still fails alone.</summary>
    RefuseBatch,
}
