namespace Holdfast.Sabotage;

/// <summary>A body that broke off: what the upload was before it, and how much of it came.</summary>
internal sealed record Cut(string Id, long Offset, long Kept, long? Length);
