namespace Holdfast.Server.Profiling.Memory;

/// <summary>The objects of one type on the managed heap.</summary>
/// <param name="Type">The type's full name.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">Their own size, without what they refer to.</param>
internal sealed record TypeMemory(string Type, long Count, long Bytes);
