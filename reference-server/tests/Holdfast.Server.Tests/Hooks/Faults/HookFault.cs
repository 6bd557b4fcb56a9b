namespace Holdfast.Server.Tests.Hooks.Faults;

/// <summary>What is wrong with a hook.</summary>
public enum HookFault
{
    None,
    Down,
    Slow,
    Hanging,
    Garbage,
    FiveMegabytes,
    WrongTypes,
    ClosingMidAnswer,
}
