namespace Spans.Data;

/// <summary>What a column's cells are read as.</summary>
internal enum ColumnKind
{
    /// <summary>Whatever most of them are.</summary>
    Unknown,

    /// <summary>Numbers; a text is a fault.</summary>
    Number,

    /// <summary>Texts, numbers among them too.</summary>
    Text,
}
