/*
 * What an HVM guest of the lab is given as its kernel.
 *
 * QEMU's boot ROM starts it in real mode like any bzImage. It copies the BIOS's memory map into a
 * page of boot parameters and enters the real kernel in protected mode; both already lie in guest
 * memory (guest_kernel.py and lab-guest put them there), so nothing large passes through port I/O.
 */
	.set KERNEL,      0x1000000
	.set BOOT_PARAMS, 0x7000000
	.set SEGMENT,     0x1000	/* where the boot ROM puts us */
	.set LINEAR,      SEGMENT * 16
	.set MAP,         0x1000	/* our copy of the memory map, an offset in SEGMENT */
	.set MAP_ENTRY,   20

	.code16
	.text
	.globl	_start
_start:
	/* the header of a bzImage, protocol 2.12 */
	.org	0x1f1
	.byte	1			/* setup sectors after this one */
	.word	0
	.long	32			/* size of the protected-mode part, in 16 bytes */
	.word	0, 0xffff, 0
	.word	0xaa55
	.org	0x200
	jmp	start
	.ascii	"HdrS"
	.word	0x020c
	.long	0
	.word	0x1000, 0
	.byte	0, 1			/* no loader type; loaded high */
	.word	0x8000
	.long	0x100000, 0, 0, 0
	.word	0xfe00
	.byte	0, 0
	.long	0, 0x7fffffff, 0x1000000
	.byte	1, 0
	.word	0
	.long	255
	.long	0
	.quad	0
	.long	0, 0
	.quad	0
	.quad	KERNEL
	.long	0x1000000
	.long	0

	.org	0x270
start:
	cli
	cld
	movw	$SEGMENT, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	$0xfff0, %sp

	/* ask the BIOS for its memory map, entry by entry; count them in si */
	xorl	%ebx, %ebx
	movw	$MAP, %di
	xorw	%si, %si
next_entry:
	movl	$0xe820, %eax
	movl	$MAP_ENTRY, %ecx
	movl	$0x534d4150, %edx	/* "SMAP" */
	pushw	%si
	int	$0x15
	popw	%si
	jc	enter_protected_mode
	cmpl	$0x534d4150, %eax
	jne	enter_protected_mode
	addw	$MAP_ENTRY, %di
	incw	%si
	testl	%ebx, %ebx
	jnz	next_entry

enter_protected_mode:
	cli				/* the BIOS may have enabled interrupts */
	movw	%si, %ax
	lgdtl	gdt_register - _start
	movl	%cr0, %edx
	orb	$1, %dl
	movl	%edx, %cr0
	ljmpl	$0x10, $(LINEAR + protected_mode - _start)

	.code32
protected_mode:
	movl	$0x18, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%ecx, %fs
	movl	%ecx, %gs
	movl	%ecx, %ss
	movl	$(LINEAR + 0xfff0), %esp

	/* boot_params.e820_entries and .e820_table */
	movzwl	%ax, %eax
	movb	%al, BOOT_PARAMS + 0x1e8
	imull	$(MAP_ENTRY / 4), %eax, %ecx
	movl	$(LINEAR + MAP), %esi
	movl	$(BOOT_PARAMS + 0x2d0), %edi
	rep movsl

	/* the 32-bit boot protocol */
	movl	$BOOT_PARAMS, %esi
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	xorl	%ebx, %ebx
	movl	$KERNEL, %eax
	jmp	*%eax

	.balign	8
gdt:
	.quad	0, 0
	.quad	0x00cf9b000000ffff	/* 0x10: flat code */
	.quad	0x00cf93000000ffff	/* 0x18: flat data */
gdt_register:
	.word	. - gdt - 1
	.long	LINEAR + gdt - _start

	/* the protected-mode part that the boot ROM copies and nobody runs */
	.org	0x400
	.fill	512, 1, 0xf4
