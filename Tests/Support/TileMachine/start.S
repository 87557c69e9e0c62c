// A multiboot program: from 32-bit protected mode to 64 bits with AVX-512 and AMX switched on, then `prove`.
.section .multiboot, "a"
.align 4
.long 0x1badb002, 0, -0x1badb002

.section .bss
.align 4096
level4: .skip 4096
level3: .skip 4096
level2: .skip 4096
stack: .skip 1 << 16
stack_end:

.section .data
.align 8
segments: .quad 0, 0x00af9a000000ffff, 0x00cf92000000ffff
segments_at: .word . - segments - 1
.long segments

.section .text
.code32
.global start
start:
  cli
  mov $stack_end, %esp
  movl $level3 + 3, level4
  movl $level2 + 3, level3
  mov $0x83, %eax
  mov $level2, %edi
  mov $512, %ecx
1:
  mov %eax, (%edi)
  add $0x200000, %eax
  add $8, %edi
  loop 1b
  mov $level4, %eax
  mov %eax, %cr3
  mov $0x40620, %eax
  mov %eax, %cr4
  mov $0xc0000080, %ecx
  rdmsr
  or $0x100, %eax
  wrmsr
  mov $0x80000033, %eax
  mov %eax, %cr0
  lgdt segments_at
  ljmp $8, $wide
.code64
wide:
  mov $16, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  xor %ecx, %ecx
  xor %edx, %edx
  mov $0x600e7, %eax
  xsetbv
  mov $stack_end, %rsp
  call prove
  hlt
