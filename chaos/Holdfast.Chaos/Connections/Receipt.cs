namespace Holdfast.Chaos.Connections;

/// <summary>The result of one read from a socket.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="Count">The bytes, if data arrived.</param>
internal readonly record struct Receipt(ReceiptKind Kind, int Count = 0);
